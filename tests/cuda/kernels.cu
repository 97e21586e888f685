// Every activation in device code, of floats and doubles, in every tier, forward and derivative. Where there is a GPU,
// special values there must be those of the same functor here; where there is none the program says so and ends with
// 77. With HILLOCK_FLOATS_BY_DEFAULT (and HILLOCK_FULL_TESTS, or it is one function of each kind) only those that should
// compute without a double: read by doubles.cmake.
#include <cmath>
#include <cstdio>
#include <limits>
#include <vector>

#include "../every.hpp"

template <typename Activation, typename T>
__global__ void evaluate(Activation activation, const T* x, T* y, T* slope, int size) {
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i < size) {
    y[i] = activation(x[i]);
    slope[i] = activation.derivative(x[i]);
  }
}

template <typename T>
bool same(T a, T b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

template <typename Activation, typename T>
bool agrees(const char* name, Activation activation) {
  using limits = std::numeric_limits<T>;
  const std::vector<T> x = {
      T(0), -T(0), limits::infinity(), -limits::infinity(), limits::quiet_NaN(), limits::max(), limits::lowest()};
  const int size = static_cast<int>(x.size());
  const std::size_t bytes = x.size() * sizeof(T);
  std::vector<T> y(x.size()), slope(x.size());
  T* device = nullptr;
  if (cudaMalloc(reinterpret_cast<void**>(&device), 3 * bytes) != cudaSuccess) {
    std::printf("%s: no memory on the GPU\n", name);
    return false;
  }
  cudaMemcpy(device, x.data(), bytes, cudaMemcpyHostToDevice);
  evaluate<<<1, 32>>>(activation, device, device + size, device + 2 * size, size);
  cudaMemcpy(y.data(), device + size, bytes, cudaMemcpyDeviceToHost);
  cudaMemcpy(slope.data(), device + 2 * size, bytes, cudaMemcpyDeviceToHost);
  const cudaError_t status = cudaGetLastError();
  cudaFree(device);
  bool good = status == cudaSuccess;
  if (!good) {
    std::printf("%s: %s\n", name, cudaGetErrorString(status));
  }
  for (std::size_t i = 0; good && i < x.size(); ++i) {
    if (!same(y[i], activation(x[i])) || !same(slope[i], activation.derivative(x[i]))) {
      std::printf("%s(%g): %g and slope %g on the GPU, %g and %g here\n", name, double(x[i]), double(y[i]),
                  double(slope[i]), double(activation(x[i])), double(activation.derivative(x[i])));
      good = false;
    }
  }
  return good;
}

template <typename T>
bool all_agree() {
  bool all = true;
  const auto compare = [&all](auto activation) {
    all = agrees<decltype(activation), T>(decltype(activation)::name, activation) && all;
  };
#if defined(HILLOCK_FLOATS_BY_DEFAULT)
  every::kind<T>(compare);
#else
  every::functor<T>(compare);
#endif
  return all;
}

int main() {
  int devices = 0;
  if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
    std::puts("Skipped: no GPU");
    return 77;
  }
#if defined(HILLOCK_FLOATS_BY_DEFAULT)
  return all_agree<float>() ? 0 : 1;
#else
  const bool floats = all_agree<float>(), doubles = all_agree<double>();
  return floats && doubles ? 0 : 1;
#endif
}
