// For cells in which hillock's headers are refused.
#include <hillock/hillock.hpp>

int main() { return 0; }
