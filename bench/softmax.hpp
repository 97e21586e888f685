// KIND[_rowwise]/<scalar>/<library>/<n>[x<samples>]: softmax and its kin, of one vector of n elements, or of samples
// that are the columns (rowwise: the rows) of a column-major matrix.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include <hillock/axis.hpp>

#include "benchmarks.hpp"
#include "buffers.hpp"

namespace bench {

/// 1024 next to 1000: whole registers, and what a remainder costs.
inline constexpr Eigen::Index softmax_sizes[] = {10, 64, 256, 1000, 1024, 4096, 65536, 1 << 20};
inline constexpr Eigen::Index softmax_batch_sizes[] = {10, 64, 256, 1000}, softmax_batch_samples = 256;

/// The arguments of one call.
template <typename Scalar, typename Axis>
struct Samples {
  using Matrix = Eigen::Array<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Values = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  static constexpr bool rowwise = std::is_same<Axis, hillock::Rowwise>::value;

  Samples(Eigen::Index n, Eigen::Index samples)
      : Samples(arrays<Scalar>({n * samples, n * samples, samples}), rowwise ? samples : n, rowwise ? n : samples) {
    for (Eigen::Index i = 0; i < samples; ++i) labels.push_back(static_cast<int>(i % n));
  }

  Eigen::Map<const Matrix, Eigen::AlignedMax> x;
  Eigen::Map<Matrix, Eigen::AlignedMax> y;
  Eigen::Map<Values, Eigen::AlignedMax> values;  // one per sample
  std::vector<int> labels;

 private:
  Samples(const Arrays<Scalar>& memory, Eigen::Index rows, Eigen::Index cols)
      : x(memory[0], rows, cols), y(memory[1], rows, cols), values(memory[2], rowwise ? rows : cols) {}
};

// KIND()(Library(), samples, axis) calls the library, and does not compile where it has no such function.
struct Softmax {
  static constexpr const char* name = "softmax";
  template <typename Library, typename S, typename Axis>
  auto operator()(Library, S& s, Axis axis) const -> decltype(Library::softmax(s.x, s.y, axis)) {
    return Library::softmax(s.x, s.y, axis);
  }
};
struct LogSoftmax {
  static constexpr const char* name = "log_softmax";
  template <typename Library, typename S, typename Axis>
  auto operator()(Library, S& s, Axis axis) const -> decltype(Library::log_softmax(s.x, s.y, axis)) {
    return Library::log_softmax(s.x, s.y, axis);
  }
};
struct LogSumExp {
  static constexpr const char* name = "logsumexp";
  template <typename Library, typename S, typename Axis>
  auto operator()(Library, S& s, Axis axis) const -> decltype(Library::logsumexp(s.x, s.values, axis)) {
    return Library::logsumexp(s.x, s.values, axis);
  }
};
struct LogMeanExp {
  static constexpr const char* name = "logmeanexp";
  template <typename Library, typename S, typename Axis>
  auto operator()(Library, S& s, Axis axis) const -> decltype(Library::logmeanexp(s.x, s.values, axis)) {
    return Library::logmeanexp(s.x, s.values, axis);
  }
};
struct SoftmaxWithSink {
  static constexpr const char* name = "softmax_with_sink";
  template <typename Library, typename S, typename Axis>
  auto operator()(Library, S& s, Axis axis) const -> decltype(Library::softmax_with_sink(s.x, s.y, axis)) {
    return Library::softmax_with_sink(s.x, s.y, axis);
  }
};
struct CrossEntropy {
  static constexpr const char* name = "cross_entropy";
  template <typename Library, typename S, typename Axis>
  auto operator()(Library, S& s, Axis axis) const
      -> decltype(Library::cross_entropy(s.x, s.labels, s.values, s.y, axis)) {
    return Library::cross_entropy(s.x, s.labels, s.values, s.y, axis);
  }
};

template <typename Kind, typename Library, typename Scalar, typename Axis>
void of_samples(benchmark::State& state, Eigen::Index n, Eigen::Index count) {
  Samples<Scalar, Axis> samples(n, count);
  measure_call(state, n * count, [&] { return Kind()(Library(), samples, Axis()); });
}

template <typename Kind, typename Library, typename Scalar, typename Axis>
void add_kind() {
  if constexpr (std::is_invocable<Kind, Library, Samples<Scalar, Axis>&, Axis>::value) {
    const auto add = [](Eigen::Index n, Eigen::Index count) {
      const std::string kind = Kind::name, size = std::to_string(n);
      const auto name =
          joined({std::is_same<Axis, hillock::Rowwise>::value ? kind + "_rowwise" : kind, scalar_name<Scalar>,
                  Library::name, count == 1 ? size : size + "x" + std::to_string(count)});
      benchmark::RegisterBenchmark(name.c_str(), of_samples<Kind, Library, Scalar, Axis>, n, count);
    };
    if (std::is_same<Axis, hillock::Columnwise>::value) {
      for (const Eigen::Index n : softmax_sizes) add(n, 1);
    }
    for (const Eigen::Index n : softmax_batch_sizes) add(n, softmax_batch_samples);
  }
}

template <typename Kind, typename Library>
void add_kind_of_all_types() {
  add_kind<Kind, Library, float, hillock::Columnwise>();
  add_kind<Kind, Library, float, hillock::Rowwise>();
  add_kind<Kind, Library, double, hillock::Columnwise>();
  add_kind<Kind, Library, double, hillock::Rowwise>();
}

/// All that one library has.
template <typename Library>
void add_softmaxes() {
  add_kind_of_all_types<Softmax, Library>();
  add_kind_of_all_types<LogSoftmax, Library>();
  add_kind_of_all_types<LogSumExp, Library>();
  add_kind_of_all_types<LogMeanExp, Library>();
  add_kind_of_all_types<SoftmaxWithSink, Library>();
  add_kind_of_all_types<CrossEntropy, Library>();
}

}  // namespace bench
