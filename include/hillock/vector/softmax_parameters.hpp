// The parameters of softmax and its kin.
#pragma once

#include <hillock/check/errors.hpp>
#include <hillock/check/special_values.hpp>

HILLOCK_NAMESPACE_BEGIN

/// Option of softmax and its kin: of only -inf, nothing at all, instead of NaN. For attention with everything masked.
struct Masked {};
inline constexpr Masked masked{};

/// Temperature, positive and finite (else std::invalid_argument), and the option `masked`, in any order.
template <typename Scalar>
class SoftmaxParameters {
 public:
  /// `name` stands in messages.
  explicit SoftmaxParameters(const char* name, Scalar temperature = Scalar(1)) : temperature_(temperature) {
    detail::require_positive(name, "temperature", temperature);
  }
  /// With the option `masked`.
  SoftmaxParameters(const char* name, Masked, Scalar temperature = Scalar(1)) : SoftmaxParameters(name, temperature) {
    is_masked_ = true;
  }
  /// In the other order.
  SoftmaxParameters(const char* name, Scalar temperature, Masked) : SoftmaxParameters(name, masked, temperature) {}

  Scalar temperature() const { return temperature_; }
  bool is_masked() const { return is_masked_; }

 private:
  Scalar temperature_;
  bool is_masked_ = false;
};

HILLOCK_NAMESPACE_END
