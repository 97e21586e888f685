// Floats that keep the digits of an x87 register.
// flags: -mfpmath=387
// expect: hillock: results are kept in more digits than their type has
#include <hillock/hillock.hpp>

int main() { return 0; }
