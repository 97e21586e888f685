# Installs the hillock in SOURCE into an empty PREFIX, unpacks its archive into PREFIX/archive and, where there is
# dpkg-deb, its .deb into PREFIX/deb, and writes the single header into PREFIX/single. From a build folder of its own,
# without building anything, as a packager does.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE ${PREFIX} ${BINARY})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -G ${GENERATOR} -C ${CACHE} -DCMAKE_CXX_COMPILER=${COMPILER}
          -DCMAKE_BUILD_TYPE=Release -DHILLOCK_BUILD_TESTS=OFF
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BINARY} --prefix ${PREFIX} --config Release
                COMMAND_ERROR_IS_FATAL ANY)
file(MAKE_DIRECTORY ${PREFIX}/single/hillock)
execute_process(COMMAND ${CMAKE_COMMAND} -P ${SOURCE}/cmake/single_header.cmake
                WORKING_DIRECTORY ${PREFIX}/single/hillock COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CPACK} -G TGZ -C Release -B ${BINARY}/packages WORKING_DIRECTORY ${BINARY}
                COMMAND_ERROR_IS_FATAL ANY)
file(ARCHIVE_EXTRACT INPUT ${BINARY}/packages/hillock-${VERSION}.tar.gz DESTINATION ${PREFIX}/archive)
if(DPKG_DEB)
  execute_process(COMMAND ${CPACK} -G DEB -C Release -B ${BINARY}/packages WORKING_DIRECTORY ${BINARY}
                  COMMAND_ERROR_IS_FATAL ANY)
  file(GLOB package ${BINARY}/packages/libhillock-dev_*_all.deb)
  execute_process(COMMAND ${DPKG_DEB} -x ${package} ${PREFIX}/deb COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${DPKG_DEB} -f ${package} Depends OUTPUT_VARIABLE depends COMMAND_ERROR_IS_FATAL ANY)
  if(NOT depends MATCHES "libeigen3-dev \\(>= 3\\.4\\)")
    message(FATAL_ERROR "The .deb depends on '${depends}'")
  endif()
endif()

file(GLOB_RECURSE built ${BINARY}/*.o)
if(built)
  message(FATAL_ERROR "To pack headers these were compiled: ${built}")
endif()
