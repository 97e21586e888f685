// What any CUDA compiler that works with its host compiler must accept.
#include <cmath>
__global__ void nothing() {}
int main() {}
