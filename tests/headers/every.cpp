#include <hillock/hillock.hpp>
