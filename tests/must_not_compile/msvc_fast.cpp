// What MSVC and clang-cl define under /fp:fast.
// flags: -D_M_FP_FAST=1
// expect: hillock: /fp:fast reassociates
#include <hillock/hillock.hpp>

int main() { return 0; }
