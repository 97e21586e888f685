// OpenBLAS, one thread, with the activation as an Eigen user has it.
#include <string>

#include <cblas.h>

#include "../dense.hpp"
#include "eigen.hpp"
#include "optional.hpp"

namespace {

struct OpenBlas {
  static constexpr const char* name = "openblas";

  template <typename F, typename W, typename B, typename X, typename Y>
  static auto dense(const F& f, const W& weights, const B& bias, const X& x, Y& y) {
    return [&] {
      const auto rows = static_cast<blasint>(weights.rows()), cols = static_cast<blasint>(weights.cols());
      const auto count = static_cast<blasint>(x.cols());
      const auto order = W::IsRowMajor ? CblasRowMajor : CblasColMajor;
      y.colwise() = bias;  // to which the product is added
      if constexpr (Y::IsVectorAtCompileTime) {
        cblas_sgemv(order, CblasNoTrans, rows, cols, 1, weights.data(), W::IsRowMajor ? cols : rows, x.data(), 1, 1,
                    y.data(), 1);
      } else {  // x and y are column-major in either case
        cblas_sgemm(CblasColMajor, W::IsRowMajor ? CblasTrans : CblasNoTrans, CblasNoTrans, rows, count, cols, 1,
                    weights.data(), W::IsRowMajor ? cols : rows, x.data(), cols, 1, y.data(), rows);
      }
      bench::EigenAlone::forward(f, y.array(), y.array());
    };
  }
};

/// The first two words of what it tells, "OpenBLAS 0.3.21 …".
std::string version() {
  const std::string config = openblas_get_config();
  return config.substr(0, config.find(' ', config.find(' ') + 1));
}

void add() {
  openblas_set_num_threads(1);
  bench::add_dynamic_layers<OpenBlas>();
}

const bench::OptionalPeer peer(version(), add);

}  // namespace
