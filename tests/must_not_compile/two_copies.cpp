// The single header and one of the folder's in one source file.
// expect: includes two copies of the headers
#define HILLOCK_CONFIG_HPP  // What the first copy has left; to the compiler the same file would be no second one.
#include <hillock/config.hpp>

int main() {}
