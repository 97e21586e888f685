# Installs hillock as a part of the project own_eigen, in folders of the packager's choice, and looks whether CMake and
# pkg-config find the headers there.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE ${BINARY})
set(options -G ${GENERATOR} -C ${CACHE} -DCMAKE_CXX_COMPILER=${COMPILER})

# configure_and_install(<relative or absolute folder of the headers> <of the rest>): into BINARY/prefix.
function(configure_and_install includedir datadir)
  file(REMOVE_RECURSE ${BINARY}/prefix)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/own_eigen -B ${BINARY}/build ${options} -DEIGEN=${EIGEN}
            -DHILLOCK_SOURCE=${SOURCE} -DCMAKE_INSTALL_PREFIX=${BINARY}/prefix
            -DCMAKE_INSTALL_INCLUDEDIR:PATH=${includedir} -DCMAKE_INSTALL_DATADIR:PATH=${datadir}
    COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${BINARY}/build COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# expect_headers(<absolute folder of the headers> <of the rest>)
function(expect_headers includedir datadir)
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/requests -B ${BINARY}/requests -C ${CACHE}
                          -DVERSION=${VERSION} -Dhillock_DIR=${datadir}/cmake/hillock -DINCLUDEDIR=${includedir}
                  COMMAND_ERROR_IS_FATAL ANY)
  if(PKG_CONFIG)
    set(ENV{PKG_CONFIG_PATH} ${datadir}/pkgconfig)
    execute_process(COMMAND ${PKG_CONFIG} --variable=includedir hillock OUTPUT_VARIABLE stated COMMAND_ERROR_IS_FATAL ANY)
    string(STRIP "${stated}" stated)
    get_filename_component(resolved "${stated}" ABSOLUTE)
    if(NOT resolved STREQUAL includedir)
      message(FATAL_ERROR "hillock.pc looks for the headers in ${stated}; they are in ${includedir}")
    endif()
  endif()
endfunction()

configure_and_install(${BINARY}/headers lib/data) # the headers at an absolute path
expect_headers(${BINARY}/headers ${BINARY}/prefix/lib/data)
configure_and_install(include/deep ${BINARY}/data) # the rest at an absolute path
expect_headers(${BINARY}/prefix/include/deep ${BINARY}/data)
configure_and_install(include/deep lib/data)
file(RENAME ${BINARY}/prefix ${BINARY}/moved) # with relative paths the tree may be moved
expect_headers(${BINARY}/moved/include/deep ${BINARY}/moved/lib/data)
