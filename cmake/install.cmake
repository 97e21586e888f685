# Install rules, the exported package and the archives made by CPack.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The same folders on every distribution, and architecture-independent ones: hillock is headers only.
set(hillock_config_dir ${CMAKE_INSTALL_DATADIR}/cmake/hillock)
set(hillock_pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)

# Not a file set of headers: CMake (3.25) puts the prefix before an absolute CMAKE_INSTALL_INCLUDEDIR there.
install(TARGETS hillock EXPORT hillockTargets INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY include/hillock DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN *.hpp)
install(EXPORT hillockTargets NAMESPACE hillock:: DESTINATION ${hillock_config_dir})

configure_package_config_file(cmake/hillockConfig.cmake.in hillockConfig.cmake
                              INSTALL_DESTINATION ${hillock_config_dir} NO_SET_AND_CHECK_MACRO)
configure_file(cmake/hillockConfigVersion.cmake.in hillockConfigVersion.cmake @ONLY)
install(FILES cmake/hillockEigen.cmake ${CMAKE_CURRENT_BINARY_DIR}/hillockConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/hillockConfigVersion.cmake
        DESTINATION ${hillock_config_dir})
foreach(rule AnyNewerVersion SameMajorVersion SameMinorVersion)
  write_basic_package_version_file(hillock${rule}.cmake COMPATIBILITY ${rule} ARCH_INDEPENDENT)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/hillock${rule}.cmake DESTINATION ${hillock_config_dir})
endforeach()

# The prefix as seen from hillock.pc, so that the installed tree can be moved; a folder stated as an absolute path stays
# where it is.
if(IS_ABSOLUTE "${CMAKE_INSTALL_DATADIR}")
  set(hillock_pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH hillock_pc_prefix /${hillock_pkgconfig_dir} /)
  string(REGEX REPLACE "/$" "" hillock_pc_prefix "\${pcfiledir}/${hillock_pc_prefix}")
endif()
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(hillock_pc_includedir ${CMAKE_INSTALL_INCLUDEDIR})
else()
  set(hillock_pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
configure_file(cmake/hillock.pc.in hillock.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/hillock.pc DESTINATION ${hillock_pkgconfig_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/hillock)

# `cpack` in the build folder makes hillock-<version>.tar.gz and libhillock-dev_<version>_all.deb.
if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # else make builds the tests and examples first, and packs headers
  set(CPACK_GENERATOR TGZ)
  find_program(HILLOCK_DPKG_DEB dpkg-deb)
  mark_as_advanced(HILLOCK_DPKG_DEB)
  if(HILLOCK_DPKG_DEB)
    list(APPEND CPACK_GENERATOR DEB)
  endif()
  set(CPACK_PACKAGE_CONTACT "The hillock authors")
  set(CPACK_PACKAGE_VENDOR "The hillock authors")
  set(CPACK_PACKAGE_FILE_NAME hillock-${PROJECT_VERSION})
  set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
  set(CPACK_DEBIAN_PACKAGE_NAME libhillock-dev)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE all)
  set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_PACKAGE_DEPENDS "libeigen3-dev (>= 3.4)")
  include(CPack)

  # What a release consists of, in the build folder: the packages and the single header (preset `release`).
  add_custom_target(
    hillock_release
    COMMAND ${CMAKE_COMMAND} -D OUTPUT=${CMAKE_BINARY_DIR}/hillock.hpp -P ${PROJECT_SOURCE_DIR}/cmake/single_header.cmake
    COMMAND ${CMAKE_CPACK_COMMAND} -C Release --config ${CMAKE_BINARY_DIR}/CPackConfig.cmake
    WORKING_DIRECTORY ${CMAKE_BINARY_DIR}
    VERBATIM)
endif()
