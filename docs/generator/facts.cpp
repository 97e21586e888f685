// hillock_facts: see facts.hpp.
#include "facts.hpp"

int main() {
  facts::print_activations();
  facts::print_vector_functions();
  facts::print_teaching();
}
