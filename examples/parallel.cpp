// More than one core: pieces of a large array, and samples of a batch, given to OpenMP or to Eigen's thread pool. The
// bits are those of one call, because no result depends on where its element stands.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <thread>

#define EIGEN_USE_THREADS
#include <Eigen/Core>
#if EIGEN_VERSION_AT_LEAST(5, 0, 0)
#include <Eigen/ThreadPool>
#endif
#include <unsupported/Eigen/CXX11/Tensor>

#include <hillock/hillock.hpp>

namespace {

// [openmp]
// body(first, count) for every piece of 0, 1, ..., n - 1: on all cores where the program is compiled with -fopenmp.
template <typename Body>
void for_pieces(Eigen::Index n, Eigen::Index piece, Body body) {
#ifdef _OPENMP
#pragma omp parallel for
#endif
  for (Eigen::Index first = 0; first < n; first += piece) body(first, std::min(piece, n - first));
}
// [/openmp]

template <typename Run>
double milliseconds(Run run) {
  double best = 1e9;
  for (int repetition = 0; repetition < 3; ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    run();
    best = std::min(best, std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  // As many elements as the first argument says; 16 million show what there is to be won.
  const Eigen::Index samples = 1000, n = (argc > 1 ? std::atol(argv[1]) : 400000) / samples * samples;
  const Eigen::ArrayXf x = Eigen::ArrayXf::Random(n) * 8;
  Eigen::ArrayXf one(n), several(n), pool(n);
  const Eigen::Map<const Eigen::MatrixXf> scores(x.data(), n / samples, samples);
  Eigen::MatrixXf p_one(n / samples, samples), p_several(n / samples, samples);

  const double gelu_one = milliseconds([&] { one = hillock::gelu(x); });
  const double gelu_several = milliseconds([&] {
    // [elementwise]
    for_pieces(n, 1 << 16, [&](Eigen::Index first, Eigen::Index count) {
      several.segment(first, count) = hillock::gelu(x.segment(first, count));
    });
    // [/elementwise]
  });
  // [pool]
  Eigen::ThreadPool threads(static_cast<int>(std::max(1u, std::thread::hardware_concurrency())));
  const Eigen::ThreadPoolDevice device(&threads, threads.NumThreads());
  const Eigen::TensorOpCost cost(sizeof(float), sizeof(float), 8);  // of an element: bytes read and written, cycles
  device.parallelFor(n, cost, [&](Eigen::Index first, Eigen::Index last) {
    pool.segment(first, last - first) = hillock::gelu(x.segment(first, last - first));
  });
  // [/pool]
  // [tensor]
  const Eigen::TensorMap<const Eigen::Tensor<float, 1>> in(x.data(), n);
  Eigen::Tensor<float, 1> out(n);
  out.device(device) = in.unaryExpr(hillock::GELU<float>());
  // [/tensor]
  Eigen::ArrayXf core(n);
#if EIGEN_VERSION_AT_LEAST(5, 0, 0)
  // [core]
  Eigen::CoreThreadPoolDevice cores(threads);  // of <Eigen/ThreadPool>, with EIGEN_USE_THREADS
  core.device(cores) = hillock::gelu(x);
  // [/core]
#else
  core = pool;
#endif
  const double softmax_one = milliseconds([&] { p_one = hillock::softmax(scores); });
  const double softmax_several = milliseconds([&] {
    // [samples]
    for_pieces(samples, 64, [&](Eigen::Index first, Eigen::Index count) {
      p_several.middleCols(first, count) = hillock::softmax(scores.middleCols(first, count));
    });
    // [/samples]
  });

  std::cout << "gelu of " << n << " floats: " << gelu_one << " ms, in pieces " << gelu_several << " ms\n"
            << "softmax of " << samples << " samples: " << softmax_one << " ms, in pieces " << softmax_several
            << " ms\n";
  bool same = (one == several).all() && (one == pool).all() && (one == core).all() && p_one == p_several;
  same = same && (one == Eigen::Map<const Eigen::ArrayXf>(out.data(), n)).all();
  if (!same) std::cerr << "the bits differ\n";
  return same ? 0 : 1;
}
