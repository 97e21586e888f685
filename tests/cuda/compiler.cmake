# The command that calls the CUDA compiler NVCC, as `compile`. Without contraction, which would change the errors that
# hillock states. The warnings left out are about Eigen 3.4.0.
set(compile ${NVCC} -std=c++17 --expt-relaxed-constexpr --fmad=false -diag-suppress 20012,20013,20014,20015
            -Werror all-warnings -I${INCLUDE} -isystem ${EIGEN})
