# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch as an imported target. find_package(Torch) is not used: a CUDA wheel's configuration demands a CUDA
# toolkit, which the program does not need.

set(torch_folder "${TORCH_DIR}")
if(NOT torch_folder)
    file(GLOB torch_candidates "${PROJECT_SOURCE_DIR}/build/venv/lib/python3*/site-packages/torch")
    if(torch_candidates)
        list(GET torch_candidates 0 torch_folder)
    endif()
endif()
if(TORCH_DIR AND NOT (EXISTS "${TORCH_DIR}/include/ATen/ATen.h" AND EXISTS "${TORCH_DIR}/version.py"))
    message(FATAL_ERROR "TORCH_DIR is ${TORCH_DIR}, but there is no PyTorch in it: give the folder …/site-packages/torch "
        "of a PyTorch >= 2.8 installation, the one with include/ and lib/ in it.")
endif()
if(NOT EXISTS "${torch_folder}/include/ATen/ATen.h")
    message(FATAL_ERROR "LibTorch is missing: run 'pip install torch==2.13.0' in a virtual environment at "
        "build/venv, or pass -DTORCH_DIR=…/site-packages/torch of any PyTorch >= 2.8 installation.")
endif()
file(STRINGS "${torch_folder}/version.py" torch_version_line REGEX "^__version__")
string(REGEX REPLACE ".*'([0-9.]+).*" "\\1" torch_version "${torch_version_line}")
if(torch_version VERSION_LESS 2.8)
    message(FATAL_ERROR "PyTorch ${torch_version} in ${torch_folder} is too old: 2.8 or newer is needed.")
endif()
message(STATUS "LibTorch ${torch_version} in ${torch_folder}")

set(torch_libraries)
foreach(name torch torch_cpu c10 torch_cuda c10_cuda)
    if(EXISTS "${torch_folder}/lib/lib${name}.so")
        list(APPEND torch_libraries "${torch_folder}/lib/lib${name}.so")
    endif()
endforeach()
# at::parallel_for is a template that runs in one thread where OpenMP is off. With it on, the program must use the
# very OpenMP that LibTorch brings: two of them would each start their threads.
file(GLOB torch_openmp "${torch_folder}/lib/libgomp*.so*")
if(torch_openmp AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    list(GET torch_openmp 0 torch_openmp)
    list(APPEND torch_libraries "${torch_openmp}")
else()
    unset(torch_openmp)
endif()
set(palimpsest_torch_cuda OFF)
if(EXISTS "${torch_folder}/lib/libtorch_cuda.so")
    set(palimpsest_torch_cuda ON)
endif()
# app/engine asks the program for GPUs only where LibTorch can have some.
set(palimpsest_torch_cuda ${palimpsest_torch_cuda} CACHE INTERNAL "LibTorch is a CUDA build")
list(JOIN torch_libraries "," torch_link_list)

add_library(palimpsest_torch INTERFACE)
target_include_directories(palimpsest_torch SYSTEM INTERFACE
    "${torch_folder}/include" "${torch_folder}/include/torch/csrc/api/include")
# --no-as-needed: libtorch_cuda registers its kernels when it is loaded; nothing refers to it by name.
# A program with PALIMPSEST_INSTALLED finds LibTorch by its own BUILD_RPATH and INSTALL_RPATH.
target_link_options(palimpsest_torch INTERFACE
    "LINKER:--push-state,--no-as-needed,${torch_link_list},--pop-state"
    "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:PALIMPSEST_INSTALLED>>>:LINKER:-rpath,${torch_folder}/lib>"
    "LINKER:-rpath-link,${torch_folder}/lib")
set_target_properties(palimpsest_torch PROPERTIES PALIMPSEST_FOLDER "${torch_folder}/lib")
if(torch_openmp)
    target_compile_options(palimpsest_torch INTERFACE -fopenmp)
endif()

# What engine/model/products.cpp declares of its own; without it, products are LibTorch's as usual.
include(CheckCXXSourceCompiles)
include(CMakePushCheckState)
cmake_push_check_state(RESET)
set(CMAKE_REQUIRED_INCLUDES "${torch_folder}/include")
set(CMAKE_REQUIRED_LIBRARIES "${torch_folder}/lib/libtorch_cpu.so" "${torch_folder}/lib/libc10.so")
set(CMAKE_REQUIRED_FLAGS "-std=c++20")
set(CMAKE_REQUIRED_LINK_OPTIONS "LINKER:-rpath-link,${torch_folder}/lib")
check_cxx_source_compiles([[
    #include <ATen/core/Tensor.h>
    namespace at::native {
    TORCH_API void mkldnn_matmul(const Tensor&, const Tensor&, const Tensor&, float, float);
    }
    int main()
    {
        at::native::mkldnn_matmul({}, {}, {}, 0, 1);
    }]] palimpsest_onednn_products)
cmake_pop_check_state()

target_compile_definitions(palimpsest_torch INTERFACE PALIMPSEST_TORCH_VERSION="${torch_version}")
