# What hillock's own tests, examples and benchmarks are compiled with, and no user of the library ever is.

# A folder configured without a build type would run everything unoptimised.
get_property(hillock_multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(PROJECT_IS_TOP_LEVEL AND NOT hillock_multi_config AND NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# How long it takes to build the tests, and how many compilers this machine has the cores and the memory for: a preset can
# only state a number, and two is what every machine has.
if(PROJECT_IS_TOP_LEVEL AND HILLOCK_BUILD_TESTS)
  cmake_host_system_information(RESULT hillock_jobs QUERY NUMBER_OF_LOGICAL_CORES)
  cmake_host_system_information(RESULT hillock_memory QUERY TOTAL_PHYSICAL_MEMORY) # in MiB
  math(EXPR hillock_memory "${hillock_memory} / 2500")
  if(hillock_memory LESS hillock_jobs)
    set(hillock_jobs ${hillock_memory})
  endif()
  if(hillock_jobs LESS 1)
    set(hillock_jobs 1)
  endif()
  math(EXPR hillock_minutes "30 / ${hillock_jobs} + 1")
  message(STATUS "hillock: all tests take 15 minutes to build with two compilers at a time, and 5 to run; each compiler takes "
                 "up to 2.5 GB of memory")
  if(hillock_jobs GREATER 2 OR hillock_jobs LESS 2)
    message(STATUS "hillock: on this machine, in ${hillock_minutes} minutes: cmake --build ${CMAKE_BINARY_DIR} -j ${hillock_jobs} && "
                   "ctest --test-dir ${CMAKE_BINARY_DIR} -j ${hillock_jobs}")
  endif()
endif()

if(PROJECT_IS_TOP_LEVEL AND HILLOCK_BUILD_EXAMPLES AND NOT HILLOCK_BUILD_TESTS)
  message(STATUS "hillock: the demo takes about a minute and a half to compile, then seconds to run")
endif()

# For `ctest` in the top build folder. Not include(CTest): it adds a dozen targets for dashboards.
enable_testing()

# Eigen is an imported target and so a system include: its headers are not held to these warnings, ours are.
add_library(hillock_developer INTERFACE)
target_link_libraries(hillock_developer INTERFACE hillock::hillock)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT CMAKE_CXX_COMPILER_FRONTEND_VARIANT STREQUAL "MSVC")
  target_compile_options(hillock_developer INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
                                                     $<$<BOOL:${HILLOCK_WARNINGS_AS_ERRORS}>:-Werror>)
  # Nothing is switched off that a user could see from hillock. GCC 12 warns of its own AVX-512 intrinsics, which leave
  # registers undefined on purpose (GCC bug 105593), wherever Eigen's packets use them: where those may be used, only.
  set(hillock_avx512_options "")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    set(hillock_avx512_options -Wno-maybe-uninitialized -Wno-uninitialized)
    if(CMAKE_CXX_FLAGS MATCHES "-march=native|-mavx512")
      target_compile_options(hillock_developer INTERFACE ${hillock_avx512_options})
    endif()
  endif()
  # Catch2 2 leaves out the last argument of its own macros, which Clang calls an extension before C++20 (since 19, and
  # where they are used).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 19)
    target_compile_options(hillock_developer INTERFACE -Wno-c++20-extensions)
  endif()
elseif(MSVC)
  target_compile_options(hillock_developer INTERFACE /W4 /bigobj $<$<BOOL:${HILLOCK_WARNINGS_AS_ERRORS}>:/WX>)
endif()
