# Eigen for hillock: one rule for hillock's own build and, installed next to the package config, for those who use it.
# Leaves the target Eigen3::Eigen, or the reason why there is none in hillock_eigen_error.
#
# In this order: a target that exists already, the folder EIGEN3_INCLUDE_DIR, Eigen's own package. The package is asked
# for without a version, because no version expression takes both 3.4.0 and 5.x; the version is checked afterwards.
set(hillock_eigen_error "")

if(NOT TARGET Eigen3::Eigen)
  if(EIGEN3_INCLUDE_DIR)
    if(EXISTS "${EIGEN3_INCLUDE_DIR}/Eigen/Core")
      add_library(Eigen3::Eigen INTERFACE IMPORTED)
      set_target_properties(Eigen3::Eigen PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${EIGEN3_INCLUDE_DIR}")
    else()
      set(hillock_eigen_error "hillock: EIGEN3_INCLUDE_DIR is ${EIGEN3_INCLUDE_DIR}, and there is no Eigen/Core in it.")
    endif()
  else()
    find_package(Eigen3 CONFIG QUIET)
    if(NOT TARGET Eigen3::Eigen)
      string(CONCAT hillock_eigen_error
        "hillock needs Eigen 3.4 or newer and found none. Install it (Debian and Ubuntu: libeigen3-dev, Fedora: "
        "eigen3-devel, Arch, Homebrew and vcpkg: eigen), or set CMAKE_PREFIX_PATH or Eigen3_DIR to where it is, or "
        "EIGEN3_INCLUDE_DIR to the folder that holds Eigen/Core.")
    elseif(Eigen3_VERSION AND Eigen3_VERSION VERSION_LESS 3.4) # fetched by FetchContent it has no version
      set(hillock_eigen_error "hillock needs Eigen 3.4 or newer and found Eigen ${Eigen3_VERSION} in ${Eigen3_DIR}.")
    endif()
  endif()
endif()
