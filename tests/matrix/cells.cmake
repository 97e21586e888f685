# Compiler | Eigen | C++ | program (see CMakeLists.txt) | flags
#
# Label `matrix`: compilers, versions of Eigen and of C++, optimisation, instruction sets, macros. Not every combination:
# every value of `elements` stands with each compiler and with both Eigens in at least one cell. Label `fast_math`:
# error bounds and special values under -ffast-math (Clang 19 takes -Ofast for a deprecated name of -O3 -ffast-math).
set(hillock_cells
    "gcc         | 3 | 17 | elements       | -O0"
    "gcc         | 5 | 20 | elements       | -O2 -mavx -DEIGEN_DEFAULT_TO_ROW_MAJOR"
    "gcc         | 3 | 23 | elements       | -Ofast -mavx2 -mfma -DEIGEN_MAX_ALIGN_BYTES=16"
    "gcc         | 5 | 17 | elements       | -O3 -march=native -fno-exceptions -fno-rtti"
    "gcc         | 3 | 20 | elements       | -O2 -mavx2 -mfma -DEIGEN_DONT_VECTORIZE"
    "gcc         | 5 | 23 | elements       | -Ofast"
    "gcc         | 3 | 17 | elements       | -O1 -ffast-math -mavx2 -mfma -DEIGEN_DONT_VECTORIZE"
    "gcc         | 5 | 17 | elements       | -O2 -mavx512f -mavx512dq -mavx512vl -mfma"
    "clang14     | 5 | 20 | elements       | -O0 -DEIGEN_MAX_ALIGN_BYTES=16"
    "clang14     | 3 | 23 | elements       | -Ofast -mavx"
    "clang14     | 5 | 17 | elements       | -O2 -mavx2 -mfma -fno-exceptions -fno-rtti"
    "clang14     | 3 | 20 | elements       | -O3 -march=native -DEIGEN_DEFAULT_TO_ROW_MAJOR"
    "clang14     | 5 | 17 | elements       | -O1 -ffast-math -DEIGEN_DONT_VECTORIZE"
    "clang14     | 3 | 17 | elements       | -O2 -mavx512f -mavx512dq -mavx512vl -mfma"
    "clang19     | 3 | 23 | elements       | -O0 -DEIGEN_DEFAULT_TO_ROW_MAJOR"
    "clang19     | 5 | 17 | elements       | -O2 -mavx -DEIGEN_DONT_VECTORIZE"
    "clang19     | 3 | 20 | elements       | -O3 -ffast-math -mavx2 -mfma -fno-exceptions -fno-rtti"
    "clang19     | 5 | 20 | elements       | -O3 -march=native -DEIGEN_MAX_ALIGN_BYTES=16"
    "clang19     | 5 | 23 | elements       | -O1 -ffast-math"
    "clang19     | 3 | 17 | elements       | -O2 -mavx512f -mavx512dq -mavx512vl -mfma"
    "gcc-arm     | 3 | 17 | elements       | -O2"
    "gcc-arm     | 5 | 20 | elements       | -Ofast"
    "gcc-arm     | 3 | 17 | elements       | -O1 -DEIGEN_DONT_VECTORIZE"
    "clang14-arm | 5 | 17 | elements       | -O2"
    "clang19-arm | 3 | 20 | elements       | -O3 -ffast-math"
    "gcc         | 5 | 17 | layouts        | -O1 -mavx2 -mfma -DEIGEN_DEFAULT_TO_ROW_MAJOR"
    "clang14     | 5 | 17 | layouts        | -O1 -mavx -DEIGEN_MAX_ALIGN_BYTES=16"
    "gcc         | 5 | 17 | threads        | -O1 -mavx2 -mfma"
    "clang19     | 3 | 20 | layouts        | -O1 -DEIGEN_DONT_VECTORIZE"
    "gcc         | 3 | 17 | special_values | -O1 -ffast-math"
    "gcc         | 5 | 17 | special_values | -O1 -ffast-math -mavx2 -mfma"
    "clang14     | 3 | 17 | special_values | -O1 -ffast-math -mavx2 -mfma"
    "clang19     | 5 | 20 | special_values | -O1 -ffast-math"
    "gcc         | 3 | 17 | accuracy       | -Ofast"
    "gcc         | 5 | 17 | accuracy       | -Ofast -mavx2 -mfma"
    "clang14     | 3 | 17 | accuracy       | -Ofast"
    "clang19     | 5 | 17 | accuracy       | -O3 -ffast-math -mavx2 -mfma"
    "gcc         | 3 | 17 | every_float    | -Ofast -mavx2 -mfma"
    "clang19     | 3 | 17 | every_float    | -O3 -ffast-math -mavx2 -mfma"
    # GCC 11, which is asked for fast arithmetic in another way.
    "gcc11       | 3 | 17 | elements       | -O2 -mavx2 -mfma"
    "gcc11       | 5 | 20 | elements       | -Ofast -mavx2 -mfma"
    "gcc11       | 3 | 17 | special_values | -O1 -ffast-math -fno-finite-math-only -mavx2 -mfma"
    "gcc11       | 3 | 17 | accuracy       | -O2 -ffast-math -fno-finite-math-only"
    "gcc10       | 3 | 17 | elements       | -O2 -mavx2 -mfma"
    # AVX-512F without DQ and VL, which hillock's own registers need.
    "gcc         | 3 | 17 | elements       | -O2 -mavx512f -mfma"
    "clang19     | 5 | 17 | elements       | -O2 -mavx512f -mfma"
    "gcc         | 3 | 17 | layouts        | -O1 -mavx512f -mfma"
    # POWER, RISC-V, s390x and 32-bit Arm with FMA have the bits of all others with FMA; Arm without, those without.
    # (The last has it for floats only, as Cortex-M4F.)
    "gcc-ppc64le | 3 | 17 | elements       | -O2"
    "gcc-riscv64 | 5 | 17 | elements       | -O2"
    "gcc-s390x   | 3 | 17 | elements       | -O2"
    "gcc-armhf   | 3 | 17 | elements       | -O2"
    "gcc-armhf   | 3 | 17 | elements       | -O2 -march=armv7-a -mfpu=neon-vfpv4"
    "gcc-armhf   | 3 | 17 | elements       | -O2 -march=armv7-a -mfpu=fpv4-sp-d16"
    "clang14-riscv64 | 3 | 17 | elements   | -O2 -march=rv64gc -ffp-contract=fast"
    "clang19-riscv64 | 3 | 17 | elements   | -O2 -march=rv64gc -ffast-math"
    "clang14-arm | 3 | 17 | elements       | -O2 -funsafe-math-optimizations"
    # 32-bit x86 by SSE2 and WebAssembly: the bits without FMA.
    "gcc-i386    | 3 | 17 | elements       | -O1 -msse2 -mfpmath=sse"
    "clang19-wasm32 | 3 | 17 | elements    | -O1"
    "clang-emscripten | 5 | 17 | elements | -O2 -msimd128 -msse2"
    "clang-emscripten | 3 | 17 | elements | -O1"
    # Refused: flags and targets for which nothing keeps the kernels' arithmetic.
    "gcc         | 3 | 17 | refused        | -O2 -mfpmath=387"
    "gcc         | 3 | 17 | refused        | -O2 -mfpmath=both"
    "gcc-i386    | 3 | 17 | refused        | -O2"
    "gcc-i386    | 3 | 17 | refused        | -O2 -march=haswell"
    "clang19-wasm32 | 3 | 17 | refused     | -O2 -ffast-math"
    "clang-emscripten | 3 | 17 | refused | -O2 -msimd128 -msse2"
    "gcc         | 3 | 17 | refused        | -O2 -fsingle-precision-constant"
    "gcc-riscv64 | 3 | 17 | refused        | -O2 -ffast-math"
    "gcc-ppc64le | 3 | 17 | refused        | -O2 -ffast-math"
    "gcc-s390x   | 3 | 17 | refused        | -O2 -ffast-math"
    "gcc-armhf   | 3 | 17 | refused        | -O2 -ffast-math"
    "clang14-arm | 3 | 17 | refused        | -O2 -ffast-math"
    "clang14-riscv64 | 3 | 17 | refused    | -O2 -march=rv64gc -ffast-math"
    "clang14-armhf | 3 | 17 | refused      | -O2 -ffast-math"
    "clang19-armhf | 3 | 17 | refused      | -O2 -ffast-math"
    "clang14-mingw | 3 | 17 | refused      | -O2 -mavx2 -mfma"
    # Linux's bits. (GCC aligns the stack of Windows to 16 bytes whatever it puts there: its bug 54412.)
    "gcc-mingw   | 3 | 17 | elements       | -O1 -static"
    "gcc-mingw   | 3 | 17 | elements       | -O2 -static -mavx2 -mfma -Wa,-muse-unaligned-vector-move"
    "clang14-mingw | 3 | 17 | elements     | -O1"
    "gcc-mingw   | 3 | 17 | windows        | -O2 -static"
    "gcc-mingw   | 5 | 20 | windows        | -O1 -static -DNOMINMAX -DWIN32_LEAN_AND_MEAN")

# Each flag of -ffast-math singly, the set without finite-math-only, and what else touches rounding, for each compiler.
set(hillock_flag_cells "")
foreach(compiler gcc gcc11 clang14 clang19)
  foreach(
    flags
    "-fassociative-math -fno-signed-zeros -fno-trapping-math"
    "-freciprocal-math"
    "-fno-signed-zeros"
    "-fno-trapping-math"
    "-ffinite-math-only"
    "-funsafe-math-optimizations"
    "-ffast-math -fno-finite-math-only"
    "-ffp-contract=fast"
    "-ffp-contract=on"
    "-ffp-contract=off"
    "-frounding-math")
    if(compiler MATCHES "gcc" AND flags MATCHES "contract=on")
      continue() # GCC takes it for "off"
    endif()
    foreach(set "" " -mavx2 -mfma")
      list(APPEND hillock_flag_cells "${compiler} | 3 | 17 | flags | -O2 ${flags}${set}")
    endforeach()
  endforeach()
endforeach()
