// A layer by how many inputs and outputs it has.
// expect: hillock: a layer is made from its weights and bias, not from their numbers: Linear.W, b.
// lines: 14
#include <hillock/linear.hpp>

int main() { const hillock::Linear linear(3, 4); }
