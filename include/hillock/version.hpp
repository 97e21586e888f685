// The one place with the version: CMakeLists.txt and the packages read it from here.
#pragma once

#define HILLOCK_VERSION_MAJOR 0
#define HILLOCK_VERSION_MINOR 1
#define HILLOCK_VERSION_PATCH 0

#define HILLOCK_VERSION_JOIN_(major, minor, patch) #major "." #minor "." #patch
#define HILLOCK_VERSION_JOIN(major, minor, patch) HILLOCK_VERSION_JOIN_(major, minor, patch)
#define HILLOCK_VERSION_STRING HILLOCK_VERSION_JOIN(HILLOCK_VERSION_MAJOR, HILLOCK_VERSION_MINOR, HILLOCK_VERSION_PATCH)
