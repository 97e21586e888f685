// derivative/<function>/<scalar>/<library>/<n>: y = f'(x), from x and not from the output.
// See elementwise.hpp.
#include "elementwise.hpp"

namespace {

struct Derivative {
  static constexpr const char* name = "derivative";

  template <typename Library, typename F, typename X, typename Y>
  auto operator()(Library, const F& f, const X& x, Y& y) const -> decltype(Library::derivative(f, x, y)) {
    Library::derivative(f, x, y);
  }
};

}  // namespace

void bench::add_derivative() { hillock::Activations::for_each(AddElementwise<Derivative>()); }
