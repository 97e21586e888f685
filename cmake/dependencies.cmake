# Installs what a build of hillock itself needs and the machine lacks: Eigen, Catch2, Google Benchmark, MPFR.
#
# A CMake dependency provider, loaded by the presets only (CMAKE_PROJECT_TOP_LEVEL_INCLUDES) and never by a project that
# uses hillock. find_package looks as usual; what it does not find comes from the system's package manager, or else as a
# release archive into the build folder. What was found once is not installed again. To do without it, configure without
# a preset, or with `-D CMAKE_PROJECT_TOP_LEVEL_INCLUDES=`.
include_guard(GLOBAL)

# Names in: apt-get, dnf, pacman, zypper, apk, brew. A dash: that system has no such package that we know of.
set(hillock_packages_Eigen3 libeigen3-dev eigen3-devel eigen eigen3-devel eigen-dev eigen)
set(hillock_packages_Catch2 catch2 catch-devel catch2 Catch2-devel catch2 catch2)
set(hillock_packages_benchmark libbenchmark-dev google-benchmark-devel benchmark benchmark-devel benchmark-dev
                               google-benchmark)
set(hillock_packages_MPFR libmpfrc++-dev - - - - -)

# Each hash is the one other package collections state for the same file.
set(hillock_archive_Eigen3
    https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.bz2
    b4c198460eba6f28d34894e3a5710998818515104d6e74e5cc331ce31e46e626)
set(hillock_archive_Catch2
    https://github.com/catchorg/Catch2/archive/refs/tags/v2.13.10.tar.gz
    d54a712b7b1d7708bc7a819a8e6e47b2fde9536f487b89ccbca295072a7d9943)
set(hillock_archive_benchmark
    https://github.com/google/benchmark/archive/refs/tags/v1.7.1.tar.gz
    6430e4092653380d9dc4ccb45a1e2dc9259d581f4866dc0759713126056bc1d7)

# Runs a command quietly; `result` is empty when it succeeded, else the last line of what it said.
function(hillock_run result)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(status EQUAL 0)
    set(${result} "" PARENT_SCOPE)
  else()
    string(STRIP "${output}" output)
    string(REGEX MATCH "[^\n]*$" output "${output}")
    set(${result} "${output} (status ${status})" PARENT_SCOPE)
  endif()
endfunction()

# Installs `package` with the system's package manager; `problem` is empty when that worked, else says why not.
function(hillock_install_with_manager package problem)
  set(managers apt-get dnf pacman zypper apk brew)
  foreach(manager IN LISTS managers)
    find_program(hillock_${manager} ${manager} NO_CACHE)
    if(hillock_${manager})
      list(FIND managers ${manager} position)
      break()
    endif()
  endforeach()
  if(NOT DEFINED position)
    set(${problem} "no package manager that hillock knows" PARENT_SCOPE)
    return()
  endif()
  list(GET managers ${position} manager) # the loop's variable is gone after break()
  list(GET hillock_packages_${package} ${position} name)
  if(name STREQUAL "-")
    set(${problem} "${manager} has no package of it that hillock knows" PARENT_SCOPE)
    return()
  endif()

  # Only Homebrew installs without root, and it refuses to run as root.
  set(sudo "")
  if(NOT manager STREQUAL "brew")
    execute_process(COMMAND id -u OUTPUT_VARIABLE user OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT user EQUAL 0)
      find_program(hillock_sudo sudo NO_CACHE)
      if(NOT hillock_sudo)
        set(${problem} "not root and no sudo: as root, install ${name}" PARENT_SCOPE)
        return()
      endif()
      # Without a password if sudo lets us; else it asks on the terminal, and fails at once when there is none.
      hillock_run(refused ${hillock_sudo} -n true)
      if(refused)
        hillock_run(refused ${hillock_sudo} -v)
      endif()
      if(refused)
        set(${problem} "sudo refused (${refused}): as root, install ${name}" PARENT_SCOPE)
        return()
      endif()
      set(sudo ${hillock_sudo})
    endif()
  endif()

  set(quiet env DEBIAN_FRONTEND=noninteractive HOMEBREW_NO_AUTO_UPDATE=1)
  if(manager STREQUAL "apt-get")
    set(update apt-get -q update)
    set(install apt-get -q -y -o DPkg::Lock::Timeout=120 --no-install-recommends install)
  elseif(manager STREQUAL "dnf")
    set(update dnf -q makecache)
    set(install dnf -q -y install)
  elseif(manager STREQUAL "pacman")
    set(update pacman -Sy)
    set(install pacman -S --noconfirm --needed)
  elseif(manager STREQUAL "zypper")
    set(update zypper --non-interactive refresh)
    set(install zypper --non-interactive install --no-recommends)
  elseif(manager STREQUAL "apk")
    set(update apk update)
    set(install apk add)
  else()
    set(update brew update)
    set(install brew install)
  endif()

  message(STATUS "hillock: installing ${name} with ${manager}")
  get_property(updated GLOBAL PROPERTY hillock_index_updated)
  if(NOT updated)
    hillock_run(failed ${sudo} ${quiet} ${update})
    if(failed) # not the end: the package may be in the index there is
      message(STATUS "hillock: ${manager} could not update its index: ${failed}")
    endif()
    set_property(GLOBAL PROPERTY hillock_index_updated TRUE)
  endif()
  hillock_run(failed ${sudo} ${quiet} ${install} ${name})
  if(failed)
    set(failed "${manager} could not install ${name}: ${failed}")
  endif()
  set(${problem} "${failed}" PARENT_SCOPE)
endfunction()

# Unpacks the release archive of `package` into the build folder; `folder` is where it lies, `problem` as above.
function(hillock_unpack_archive package folder problem)
  if(NOT DEFINED hillock_archive_${package})
    set(${problem} "there is no release archive of it" PARENT_SCOPE)
    return()
  endif()
  list(GET hillock_archive_${package} 0 url)
  list(GET hillock_archive_${package} 1 hash)
  set(base ${CMAKE_BINARY_DIR}/_deps/${package})
  if(NOT EXISTS ${base}/source)
    message(STATUS "hillock: downloading ${url}")
    # Not EXPECTED_HASH, which is fatal when there is no network, nor FetchContent, which then retries for minutes.
    file(DOWNLOAD ${url} ${base}/archive STATUS status INACTIVITY_TIMEOUT 20)
    list(GET status 0 code)
    list(GET status 1 text)
    if(NOT code EQUAL 0)
      file(REMOVE ${base}/archive)
      set(${problem} "cannot download ${url}: ${text}" PARENT_SCOPE)
      return()
    endif()
    file(SHA256 ${base}/archive actual)
    if(NOT actual STREQUAL hash)
      file(REMOVE ${base}/archive)
      set(${problem} "${url} has not the SHA256 it should have: ${actual}" PARENT_SCOPE)
      return()
    endif()
    file(REMOVE_RECURSE ${base}/unpacked)
    file(ARCHIVE_EXTRACT INPUT ${base}/archive DESTINATION ${base}/unpacked)
    file(GLOB unpacked ${base}/unpacked/*) # the one folder in it
    file(RENAME ${unpacked} ${base}/source)
  endif()
  set(${folder} ${base}/source PARENT_SCOPE)
  set(${problem} "" PARENT_SCOPE)
endfunction()

# Targets from an unpacked archive, named as the package would name them.
function(hillock_use_archive package folder)
  if(package STREQUAL "Eigen3") # its own CMake files write to the user's package registry
    add_library(Eigen3::Eigen INTERFACE IMPORTED GLOBAL)
    target_include_directories(Eigen3::Eigen INTERFACE ${folder})
  elseif(package STREQUAL "Catch2")
    add_library(Catch2::Catch2 INTERFACE IMPORTED GLOBAL)
    target_include_directories(Catch2::Catch2 INTERFACE ${folder}/single_include)
  else()
    set(BENCHMARK_ENABLE_TESTING OFF)
    set(BENCHMARK_ENABLE_INSTALL OFF)
    set(CMAKE_POLICY_VERSION_MINIMUM 3.5)
    set(CMAKE_POLICY_DEFAULT_CMP0077 NEW) # so that these variables stand for its options
    add_subdirectory(${folder} ${CMAKE_BINARY_DIR}/_deps/${package}/build EXCLUDE_FROM_ALL)
  endif()
endfunction()

# A macro, because the variables of find_package belong to the caller. When it returns without the package, CMake itself
# runs find_package as it was asked to, and so finds what was installed or reports what is missing.
macro(hillock_provide_package method package)
  if(DEFINED hillock_packages_${package})
    set(hillock_arguments ${ARGN})
    list(REMOVE_ITEM hillock_arguments REQUIRED QUIET)
    find_package(${package} ${hillock_arguments} QUIET BYPASS_PROVIDER)
    if(NOT ${package}_FOUND)
      set(hillock_problem "unpacked before")
      if(NOT EXISTS ${CMAKE_BINARY_DIR}/_deps/${package}/source)
        hillock_install_with_manager(${package} hillock_problem)
      endif()
      if(hillock_problem)
        message(STATUS "hillock: ${package}: ${hillock_problem}")
        hillock_unpack_archive(${package} hillock_folder hillock_problem)
        if(hillock_problem)
          message(STATUS "hillock: ${package}: ${hillock_problem}")
        else()
          hillock_use_archive(${package} ${hillock_folder})
          set(${package}_FOUND TRUE)
          if("${package}" STREQUAL "Catch2")
            list(APPEND CMAKE_MODULE_PATH ${hillock_folder}/contrib) # Catch.cmake, as its package config would
          endif()
        endif()
      endif()
    endif()
  endif()
endmacro()

cmake_language(SET_DEPENDENCY_PROVIDER hillock_provide_package SUPPORTED_METHODS FIND_PACKAGE)
