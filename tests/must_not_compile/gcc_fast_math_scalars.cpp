// Fast-math on a target whose scalar instructions GCC cannot be made to keep: x86 that says it has no SSE2.
// flags: -ffast-math -DEIGEN_DONT_VECTORIZE -U__SSE2__
// expect: hillock: under GCC's -ffast-math this target loses NaN
#include <hillock/hillock.hpp>

int main() { return 0; }
