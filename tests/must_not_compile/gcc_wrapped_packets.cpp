// An ABI for which Eigen wraps its packets, as Clang has it for MinGW.
// flags: -mavx -fabi-version=2 -Wno-abi
// expect: hillock: with this ABI
#include <hillock/hillock.hpp>

int main() { return 0; }
