// An activation of an Eigen::Tensor on the GPU, as docs/recipes/cuda.md shows it. Compiled; run where there is a GPU.
#define EIGEN_USE_GPU
#include <cstdio>

#include <unsupported/Eigen/CXX11/Tensor>

#include <hillock/hillock.hpp>

int main() {
  int devices = 0;
  if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
    std::puts("Skipped: no GPU");
    return 77;
  }
  constexpr Eigen::Index size = 1000;
  Eigen::Tensor<float, 1> x(size), y(size);
  x.setRandom();

  Eigen::GpuStreamDevice stream;
  Eigen::GpuDevice gpu(&stream);
  auto* memory = static_cast<float*>(gpu.allocate(size * sizeof(float)));
  gpu.memcpyHostToDevice(memory, x.data(), size * sizeof(float));
  Eigen::TensorMap<Eigen::Tensor<float, 1>> on_gpu(memory, size);
  on_gpu.device(gpu) = on_gpu.unaryExpr(hillock::GELU<float>());
  gpu.memcpyDeviceToHost(y.data(), memory, size * sizeof(float));
  gpu.synchronize();
  gpu.deallocate(memory);

  for (Eigen::Index i = 0; i < size; ++i) {
    // Both are within 2 ULP.
    const float here = hillock::gelu(x(i));
    if (!(std::abs(y(i) - here) <= 4 * std::numeric_limits<float>::epsilon() * std::abs(here))) {
      std::printf("gelu(%g) is %g on the GPU, %g here\n", double(x(i)), double(y(i)), double(here));
      return 1;
    }
  }
}
