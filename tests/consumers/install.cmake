# Installs the hillock in SOURCE into an empty PREFIX, unpacks its archive into PREFIX/archive and, where there is
# dpkg-deb, its .deb into PREFIX/deb, and puts the single header into PREFIX/single. From a build folder of its own,
# without building anything, as a packager does.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE ${PREFIX} ${BINARY})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -G ${GENERATOR} -C ${CACHE} -DCMAKE_CXX_COMPILER=${COMPILER}
          -DCMAKE_BUILD_TYPE=Release -DHILLOCK_BUILD_TESTS=OFF
  COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BINARY} --prefix ${PREFIX} --config Release
                COMMAND_ERROR_IS_FATAL ANY)
# What a release consists of, by one command.
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BINARY} --target hillock_release --config Release
                COMMAND_ERROR_IS_FATAL ANY)
file(COPY ${BINARY}/hillock.hpp DESTINATION ${PREFIX}/single/hillock)
# And another copy of it, as a second library may bring one.
file(COPY ${BINARY}/hillock.hpp DESTINATION ${PREFIX}/single_again)
file(APPEND ${PREFIX}/single_again/hillock.hpp "// Of another library.\n")
file(ARCHIVE_EXTRACT INPUT ${BINARY}/hillock-${VERSION}.tar.gz DESTINATION ${PREFIX}/archive)
if(DPKG_DEB)
  file(GLOB package ${BINARY}/libhillock-dev_*_all.deb)
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
