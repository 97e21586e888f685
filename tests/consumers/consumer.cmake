# What every CMake consumer does once it has hillock::hillock: builds a program with strict warnings, and looks for what
# hillock may have left behind.
add_executable(consumer ../main.cpp ../other.cpp)
target_link_libraries(consumer PRIVATE hillock::hillock)
target_compile_options(consumer PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
add_custom_command(TARGET consumer POST_BUILD COMMAND consumer)

# An installed target makes its headers system includes, which hides their warnings: hillock's are wanted, Eigen's not.
get_target_property(installed hillock::hillock IMPORTED)
if(installed)
  set_target_properties(consumer PROPERTIES NO_SYSTEM_FROM_IMPORTED ON)
  target_include_directories(consumer SYSTEM PRIVATE
                             $<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>)
endif()

# The target asks for C++17 and Eigen and nothing else.
function(expect_property property expected)
  get_target_property(actual hillock::hillock ${property})
  if(NOT actual STREQUAL expected)
    message(SEND_ERROR "${property} of hillock::hillock is '${actual}', not '${expected}'")
  endif()
endfunction()
if(installed)
  expect_property(INTERFACE_LINK_LIBRARIES Eigen3::Eigen)
else()
  expect_property(INTERFACE_LINK_LIBRARIES $<BUILD_INTERFACE:Eigen3::Eigen>)
endif()
expect_property(INTERFACE_COMPILE_FEATURES cxx_std_17)
expect_property(INTERFACE_COMPILE_OPTIONS actual-NOTFOUND)
expect_property(INTERFACE_COMPILE_DEFINITIONS actual-NOTFOUND)
expect_property(INTERFACE_LINK_OPTIONS actual-NOTFOUND)
expect_property(INTERFACE_SOURCES actual-NOTFOUND)

# Cache variables, but for hillock's own and those of the tools it was found with.
get_cmake_property(leaked CACHE_VARIABLES)
list(REMOVE_ITEM leaked ${cache_before})
list(FILTER leaked EXCLUDE REGEX "^(CMAKE_PROJECT_|HILLOCK_|hillock_|Eigen3_DIR$|FETCHCONTENT_|PKG_CONFIG|pkgcfg_)")
if(leaked)
  message(SEND_ERROR "hillock leaves these in the cache: ${leaked}")
endif()

# Tests and targets, where hillock is a part of this build.
if(hillock_SOURCE_DIR)
  get_property(tests DIRECTORY ${hillock_SOURCE_DIR} PROPERTY TESTS)
  get_property(targets DIRECTORY ${hillock_SOURCE_DIR} PROPERTY BUILDSYSTEM_TARGETS)
  get_property(folders DIRECTORY ${hillock_SOURCE_DIR} PROPERTY SUBDIRECTORIES)
  if(tests OR folders OR NOT targets STREQUAL "hillock")
    message(SEND_ERROR "hillock adds more than its target: targets '${targets}', tests '${tests}', folders '${folders}'")
  endif()
  if(EXISTS ${hillock_BINARY_DIR}/hillockConfig.cmake)
    message(SEND_ERROR "hillock adds install rules")
  endif()
endif()
