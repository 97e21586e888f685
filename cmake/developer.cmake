# What hillock's own tests, examples and benchmarks are compiled with, and no user of the library ever is.

# A folder configured without a build type would run everything unoptimised.
get_property(hillock_multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(PROJECT_IS_TOP_LEVEL AND NOT hillock_multi_config AND NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

# As many compilers at a time as this machine has cores, and memory for: a preset can only state one number for all
# machines. Ninja has pools for that. Make has none: a script stands in its place that gives it -j, which another -j behind
# it, that of `cmake --build build -j 8`, overrules.
if(PROJECT_IS_TOP_LEVEL)
  cmake_host_system_information(RESULT hillock_jobs QUERY NUMBER_OF_LOGICAL_CORES)
  cmake_host_system_information(RESULT hillock_memory QUERY TOTAL_PHYSICAL_MEMORY) # in MiB
  math(EXPR hillock_memory "${hillock_memory} / 2500")
  if(hillock_memory LESS hillock_jobs)
    set(hillock_jobs ${hillock_memory})
  endif()
  if(hillock_jobs LESS 1)
    set(hillock_jobs 1)
  endif()
  set(HILLOCK_JOBS ${hillock_jobs} CACHE STRING "How many compilers run at a time, each in up to 2.5 GB of memory")
  if(CMAKE_GENERATOR MATCHES "Ninja")
    set_property(GLOBAL PROPERTY JOB_POOLS hillock=${HILLOCK_JOBS})
    set(CMAKE_JOB_POOL_COMPILE hillock)
    set(CMAKE_JOB_POOL_LINK hillock)
  elseif(CMAKE_GENERATOR STREQUAL "Unix Makefiles" AND CMAKE_HOST_UNIX)
    if(NOT DEFINED HILLOCK_MAKE)
      set(HILLOCK_MAKE ${CMAKE_MAKE_PROGRAM} CACHE INTERNAL "The program that the script calls")
    endif()
    file(CONFIGURE OUTPUT make CONTENT "#!/bin/sh\nexec '@HILLOCK_MAKE@' -j @HILLOCK_JOBS@ \"$@\"\n" @ONLY)
    file(CHMOD ${CMAKE_CURRENT_BINARY_DIR}/make PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
    set(CMAKE_MAKE_PROGRAM ${CMAKE_CURRENT_BINARY_DIR}/make CACHE FILEPATH "" FORCE)
  endif()
  if(HILLOCK_BUILD_TESTS AND NOT HILLOCK_FULL_TESTS)
    math(EXPR hillock_minutes "14 / ${HILLOCK_JOBS} + 1")
    message(STATUS "hillock: the tests take ${hillock_minutes} minutes to build with ${HILLOCK_JOBS} compilers at a time "
                   "(HILLOCK_JOBS), each in up to 2.5 GB of memory, and five minutes of one core to run")
  endif()
endif()

if(PROJECT_IS_TOP_LEVEL AND HILLOCK_BUILD_EXAMPLES AND NOT HILLOCK_BUILD_TESTS)
  message(STATUS "hillock: the demo takes about half a minute to compile, then seconds to run")
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

# For programs that run once, for seconds at most: what counts is how long they take to compile. -O1 takes half as long
# as -O3; -O0 may take longer than it, since what is inlined always is not made smaller then. GCC leaves out what takes a
# sixth of the rest and only makes addresses cheaper, and collects garbage seldom. (It takes such flags from a precompiled
# header, if one is read, whatever the command says.)
set(hillock_quick_flags "")
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
  set(hillock_quick_flags -O1)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(APPEND hillock_quick_flags -fno-ivopts --param=ggc-min-heapsize=1000000)
  endif()
endif()
