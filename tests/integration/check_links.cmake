# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DPROGRAM=… -DWANTED=… -DFORBIDDEN=… -P check_links.cmake: the shared libraries that a program names
# itself must match the regular expression WANTED somewhere (so that the check cannot pass by seeing nothing)
# and FORBIDDEN nowhere.
execute_process(COMMAND readelf --dynamic --wide ${PROGRAM} OUTPUT_VARIABLE dynamic RESULT_VARIABLE status)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "readelf cannot read ${PROGRAM}.")
endif()
string(REGEX MATCHALL "\\(NEEDED\\)[^\n]*" needed "${dynamic}")
message(STATUS "${PROGRAM} needs ${needed}")
if(NOT needed MATCHES "${WANTED}")
    message(FATAL_ERROR "${PROGRAM} is not linked with ${WANTED}: the check looks at the wrong program.")
endif()
if(needed MATCHES "${FORBIDDEN}")
    message(FATAL_ERROR "${PROGRAM} is linked with ${FORBIDDEN}, which it must not use.")
endif()
