// The one place with the version: CMakeLists.txt and the packages read it from here.
#ifndef HILLOCK_VERSION_HPP
#define HILLOCK_VERSION_HPP

#define HILLOCK_VERSION_MAJOR 0
#define HILLOCK_VERSION_MINOR 1
#define HILLOCK_VERSION_PATCH 0

#endif  // HILLOCK_VERSION_HPP
