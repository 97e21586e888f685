// Prints losses and their gradients for check_losses.py, which asks PyTorch for the same: the name, then numbers.
#include <cstdio>

#include <hillock/hillock.hpp>

namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

template <typename Values>
void print(const Values& values) {
  for (Eigen::Index i = 0; i < values.size(); ++i) std::printf(" %.17g", values(i));
}

/// Samples in rows, as PyTorch has them; stored by columns.
void print_loss(const char* name, double value, const MatrixXd& gradient) {
  std::printf("%s %.17g", name, value);
  print(gradient);
  std::printf("\n");
}

}  // namespace

int main() {
  MatrixXd logits(5, 4), shares(5, 4);
  for (int i = 0; i < 5; ++i) {
    for (int j = 0; j < 4; ++j) {
      logits(i, j) = ((7 * i + 5 * j) % 11 - 5) * 1.5;
      shares(i, j) = ((3 * i + 2 * j) % 5 + 1) * 0.125;
    }
  }
  const int labels[] = {0, 2, 1, 3, 2};

  for (const auto reduction : {hillock::Reduction::mean, hillock::Reduction::sum}) {
    const bool is_mean = reduction == hillock::Reduction::mean;
    hillock::CrossEntropyLoss<double> loss;
    loss.reduction = reduction;
    const auto plain = loss(logits, labels, hillock::rowwise);
    print_loss(is_mean ? "plain/mean" : "plain/sum", plain.value, plain.gradient);
    const auto soft = loss(logits, shares, hillock::rowwise);
    print_loss(is_mean ? "shares/mean" : "shares/sum", soft.value, soft.gradient);
    loss.ignore_index = 1;
    loss.label_smoothing = 0.125;
    loss.weights = Eigen::Vector4d(0.5, 1, 2, 0.25);
    const auto all = loss(logits, labels, hillock::rowwise);
    print_loss(is_mean ? "options/mean" : "options/sum", all.value, all.gradient);
    const auto soft_all = loss(logits, shares, hillock::rowwise);
    print_loss(is_mean ? "shares_options/mean" : "shares_options/sum", soft_all.value, soft_all.gradient);
  }
  const auto binary = hillock::binary_cross_entropy_with_logits(logits, shares, 2.5);
  print_loss("binary/sum", binary.sum(), binary.gradient);
}
