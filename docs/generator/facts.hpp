// What only the library can say of itself, for docs/generator/generate: lines of tab-separated fields, the first of
// which says what the others are. Each source file prints, and documents, lines of its own.
#ifndef HILLOCK_DOCS_FACTS_HPP
#define HILLOCK_DOCS_FACTS_HPP

namespace facts {

void print_activations();
void print_vector_functions();
void print_teaching();

}  // namespace facts

#endif  // HILLOCK_DOCS_FACTS_HPP
