# Prints, as a table, the bytes of flash that a function takes on a Cortex-M4F; run as a test, where the compiler is
# installed. Fails if a program does not compile, pulls in the heap, printf or streams, has grown beyond `most`, or with the
# compiler of docs/recipes/embedded.md takes another size than that page says, by more than a tenth and 16 bytes.
#
#   cmake -D EIGEN=/usr/include/eigen3 -P tests/embedded/sizes.cmake
cmake_minimum_required(VERSION 3.22)
find_program(compiler arm-none-eabi-g++ REQUIRED)
find_program(size arm-none-eabi-size REQUIRED)
find_program(nm arm-none-eabi-nm REQUIRED)
get_filename_component(include ${CMAKE_CURRENT_LIST_DIR}/../../include ABSOLUTE)
if(NOT OUT)
  set(OUT ${include}/../build/embedded)
endif()
file(MAKE_DIRECTORY ${OUT})
set(flags -std=c++17 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -fno-exceptions -fno-rtti -DNDEBUG
    -ffunction-sections -fdata-sections -Wl,--gc-sections --specs=nano.specs --specs=nosys.specs
    "-DHILLOCK_ON_ERROR(name)=__builtin_trap()" -I${include} -isystem ${EIGEN})

execute_process(COMMAND ${compiler} -dumpversion OUTPUT_VARIABLE version)
file(STRINGS ${include}/../docs/recipes/embedded.md page REGEX "^\\| .* \\| (no|yes) \\|$")

# The bytes of code and constants of a program, and whether it computes in double.
function(measure source level bytes doubles)
  file(WRITE ${OUT}/program.cpp "${source}")
  execute_process(COMMAND ${compiler} ${flags} ${level} ${OUT}/program.cpp -o ${OUT}/program.elf RESULT_VARIABLE status
                  ERROR_VARIABLE errors)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "does not compile:\n${source}\n${errors}")
  endif()
  execute_process(COMMAND ${size} ${OUT}/program.elf OUTPUT_VARIABLE output)
  string(REGEX MATCH "\n *([0-9]+)[ \t]+([0-9]+)" _ "${output}")
  math(EXPR sum "${CMAKE_MATCH_1} + ${CMAKE_MATCH_2}")
  set(${bytes} ${sum} PARENT_SCOPE)
  execute_process(COMMAND ${nm} ${OUT}/program.elf OUTPUT_VARIABLE symbols)
  if(symbols MATCHES " _?(malloc|_malloc_r|[a-z]*printf|_ZNSo[a-zA-Z0-9]*)\n")
    message(FATAL_ERROR "${CMAKE_MATCH_1} is linked into:\n${source}")
  endif()
  if(symbols MATCHES "__aeabi_d(add|sub|mul|div)")
    set(${doubles} yes PARENT_SCOPE)
  else()
    set(${doubles} no PARENT_SCOPE)
  endif()
endfunction()

set(vectors "volatile float in, out;\nEigen::Vector4f x, y;\n")
foreach(level -Os -O2)
  measure("volatile float in, out;\nint main() { out = in; }\n" ${level} nothing doubles)
  set(nothing${level} ${nothing})
endforeach()
# What is computed, the program, and how many bytes it may take with -Os.
function(row name source most)
  foreach(level -Os -O2)
    measure("${source}" ${level} bytes doubles)
    math(EXPR bytes "${bytes} - ${nothing${level}}")
    set(bytes${level} ${bytes})
  endforeach()
  message("| ${name} | ${bytes-Os} | ${bytes-O2} | ${doubles} |")
  if(version MATCHES "^12\\.2")
    set(found NO)
    foreach(line IN LISTS page)
      if(line MATCHES "^\\| ([^|]*) \\| ([0-9]+) \\| ([0-9]+) \\| ([a-z]+) \\|$" AND CMAKE_MATCH_1 STREQUAL name)
        set(found YES)
        math(EXPR off_Os "10 * (${bytes-Os} - ${CMAKE_MATCH_2} - 16) - ${CMAKE_MATCH_2}")
        math(EXPR under_Os "10 * (${CMAKE_MATCH_2} - 16 - ${bytes-Os}) - ${CMAKE_MATCH_2}")
        math(EXPR off_O2 "10 * (${bytes-O2} - ${CMAKE_MATCH_3} - 16) - ${CMAKE_MATCH_3}")
        math(EXPR under_O2 "10 * (${CMAKE_MATCH_3} - 16 - ${bytes-O2}) - ${CMAKE_MATCH_3}")
        if(off_Os GREATER 0 OR under_Os GREATER 0 OR off_O2 GREATER 0 OR under_O2 GREATER 0
           OR NOT CMAKE_MATCH_4 STREQUAL doubles)
          message(FATAL_ERROR "docs/recipes/embedded.md says otherwise: ${line}")
        endif()
      endif()
    endforeach()
    if(NOT found)
      message(FATAL_ERROR "docs/recipes/embedded.md has no line of ${name}")
    endif()
  endif()
  if(bytes-Os GREATER most)
    message(FATAL_ERROR "more than ${most} bytes")
  endif()
endfunction()

message("| four floats | -Os | -O2 | in double |\n|---|--:|--:|---|")
row("std::tanh, one by one"
    "#include <cmath>\n#include <Eigen/Core>\n${vectors}int main() { x[0] = in; for (int i = 0; i < 4; ++i) y[i] = std::tanh(x[i]); out = y[0]; }\n" 2000)
foreach(pair relu:100 hard_swish:200 sigmoid:400 silu:400 exponential:500 tanh:600 fast::tanh:300 elu:2500 erf:4000 gelu_tanh:4000
             gelu:4500 softplus:5500)
  string(REGEX MATCH "(.*):([0-9]+)$" _ ${pair})
  row("`${CMAKE_MATCH_1}`" "#include <hillock/hillock.hpp>\n${vectors}int main() { x[0] = in; y = hillock::${CMAKE_MATCH_1}(x); out = y[0]; }\n"
      ${CMAKE_MATCH_2})
endforeach()
row("`Dense`, 8x8, tanh"
    "#include <hillock/hillock.hpp>\nusing W = Eigen::Matrix<float, 8, 8>;\nusing V = Eigen::Matrix<float, 8, 1>;\nW w;\nV b, x, y;\nvolatile float in, out;\nint main() {\n  x[0] = in;\n  const hillock::Dense<W, V, hillock::Tanh<float>> layer(w, b);\n  layer.forward(x, y);\n  out = y[0];\n}\n"
    3800)
