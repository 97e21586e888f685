// forward/<function>/<scalar>/<library>/<n>: y = f(x).
// See elementwise.hpp.
#include "elementwise.hpp"

namespace {

struct Forward {
  static constexpr const char* name = "forward";

  template <typename Library, typename F, typename X, typename Y>
  auto operator()(Library, const F& f, const X& x, Y& y) const -> decltype(Library::forward(f, x, y)) {
    Library::forward(f, x, y);
  }
};

}  // namespace

void bench::add_forward() { hillock::Activations::for_each(AddElementwise<Forward>()); }
