// An activation by its name: for programs that learn from a file which one a model has.
#pragma once

#include <string>
#include <string_view>

#include <hillock/activations.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

template <typename Definition>
constexpr std::string_view name_of() {
  return Definition::name;
}

/// "identity, binary_step, sigmoid and tanh"
template <template <typename> class... Definitions>
std::string names_of(ActivationList<Definitions...>) {
  std::string names;
  int left = sizeof...(Definitions);
  const auto add = [&](std::string_view name) {
    names += name;
    names += --left > 1 ? ", " : left == 1 ? " and " : "";
  };
  (add(name_of<Definitions<float>>()), ...);
  return names;
}

template <typename Tier, typename Visitor, template <typename> class Definition, template <typename> class... Rest>
decltype(auto) visit_named(std::string_view name, Visitor& visit, ActivationList<Definition, Rest...>) {
  if (name == name_of<Definition<float>>()) return visit(Function<Definition, Tier>{});
  if constexpr (sizeof...(Rest) != 0) {
    return visit_named<Tier>(name, visit, ActivationList<Rest...>());
  } else {
#if defined(HILLOCK_ON_ERROR)
    fail("visit_activation", "");
#else
    std::string message = "hillock::visit_activation: no activation is called \"";
    message += name;
    fail_with((message + "\"; there are " + names_of(Activations())).c_str());
#endif
  }
}

}  // namespace detail

/// Calls visit(f) with the element-wise activation of this name, as `name` of each functor and the registry in
/// activations.hpp have it, and returns what that returns, which must be of one type for all of them. f is the object
/// for every scalar type, such as hillock::gelu. Another name throws std::invalid_argument, whose message lists those
/// that there are.
///
///   hillock::visit_activation("gelu", [&](auto f) { y = f(x); });
///   hillock::visit_activation<hillock::tier::Precise>(name, [&](auto f) { dx = f.backward(x, dy); });
///
/// The visitor is compiled for each of them: where it is long, let it only choose, as docs/recipes/by_name.md does.
template <typename Tier = tier::Default, typename Visitor>
decltype(auto) visit_activation(std::string_view name, Visitor&& visit) {
  return detail::visit_named<Tier>(name, visit, Activations());
}

HILLOCK_NAMESPACE_END
