# Install rules, the exported package and the archives made by CPack.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# The same folders on every distribution, and architecture-independent ones: hillock is headers only.
set(hillock_config_dir ${CMAKE_INSTALL_DATADIR}/cmake/hillock)
set(hillock_pkgconfig_dir ${CMAKE_INSTALL_DATADIR}/pkgconfig)

if(CMAKE_VERSION VERSION_LESS 3.23)
  install(TARGETS hillock EXPORT hillockTargets)
  install(DIRECTORY include/hillock TYPE INCLUDE FILES_MATCHING PATTERN *.hpp)
else()
  install(TARGETS hillock EXPORT hillockTargets FILE_SET HEADERS)
endif()
install(EXPORT hillockTargets NAMESPACE hillock:: DESTINATION ${hillock_config_dir})

configure_package_config_file(cmake/hillockConfig.cmake.in hillockConfig.cmake
                              INSTALL_DESTINATION ${hillock_config_dir} NO_SET_AND_CHECK_MACRO)
# Until 1.0.0 a minor version may break its users.
write_basic_package_version_file(hillockConfigVersion.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES cmake/hillockEigen.cmake ${CMAKE_CURRENT_BINARY_DIR}/hillockConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/hillockConfigVersion.cmake
        DESTINATION ${hillock_config_dir})

configure_file(cmake/hillock.pc.in hillock.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/hillock.pc DESTINATION ${hillock_pkgconfig_dir})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/hillock)

# `cpack` in the build folder makes hillock-<version>.tar.gz and libhillock-dev_<version>_all.deb.
if(PROJECT_IS_TOP_LEVEL)
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
endif()
