// Constants of doubles rounded to float.
// flags: -fsingle-precision-constant -Wno-overflow
// expect: hillock: constants of doubles are rounded to float
#include <hillock/hillock.hpp>

int main() { return 0; }
