# MPFR with its C++ wrapper mpreal.h (Debian and Ubuntu: libmpfrc++-dev), as the target MPFR::mpreal.
# The reference of the accuracy program and nothing else: no user of hillock needs it.
find_path(MPFR_INCLUDE_DIR mpfr.h)
find_path(MPREAL_INCLUDE_DIR mpreal.h)
find_library(MPFR_LIBRARY mpfr)
find_library(GMP_LIBRARY gmp)
mark_as_advanced(MPFR_INCLUDE_DIR MPREAL_INCLUDE_DIR MPFR_LIBRARY GMP_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(MPFR REQUIRED_VARS MPFR_LIBRARY MPFR_INCLUDE_DIR MPREAL_INCLUDE_DIR GMP_LIBRARY)

if(MPFR_FOUND AND NOT TARGET MPFR::mpreal)
  add_library(MPFR::mpreal INTERFACE IMPORTED)
  target_include_directories(MPFR::mpreal INTERFACE ${MPREAL_INCLUDE_DIR} ${MPFR_INCLUDE_DIR})
  target_link_libraries(MPFR::mpreal INTERFACE ${MPFR_LIBRARY} ${GMP_LIBRARY})
endif()
