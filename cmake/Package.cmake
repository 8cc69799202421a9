# What `cmake --install` puts where, and a package for Debian 12 (cpack).
include(GNUInstallDirs)

set(DOCUMENTATION ${PROJECT_BINARY_DIR}/documentation)
# Only what is installed has to be built for it.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
install(TARGETS premap RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${DOCUMENTATION}/man/
        DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
        FILES_MATCHING PATTERN *.gz)
install(FILES ${DOCUMENTATION}/bash/premap
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${DOCUMENTATION}/zsh/_premap
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${DOCUMENTATION}/fish/premap.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# Whoever makes a package is who is asked about it.
set(PREMAP_PACKAGER "premap <nobody@localhost>" CACHE STRING
    "Maintainer of packages, with a mail address")
set(CPACK_PACKAGE_CONTACT "${PREMAP_PACKAGER}")
# Debian wants these two of every package.
set(DEBIAN ${PROJECT_BINARY_DIR}/debian)
file(CONFIGURE OUTPUT ${DEBIAN}/changelog CONTENT
"premap (@PROJECT_VERSION@) bookworm; urgency=medium

  * See the history of the repository.

 -- @CPACK_PACKAGE_CONTACT@  Thu, 01 Jan 2026 00:00:00 +0000
" @ONLY)
file(CONFIGURE OUTPUT ${DEBIAN}/copyright CONTENT
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: premap

Files: *
Copyright: 2026 the authors of premap
License: GPL-2
 The text is in /usr/share/common-licenses/GPL-2.
" @ONLY)
execute_process(COMMAND gzip -9nkf ${DEBIAN}/changelog)
install(FILES ${DEBIAN}/changelog.gz ${DEBIAN}/copyright
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/premap)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME premap)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "migrate Linux mmap handlers to mmap_prepare")
set(CPACK_PACKAGE_DESCRIPTION
"Reads a kernel tree with Clang, finds every mmap handler, says what each one
does, rewrites those that it understands, checks the rewrites on a model of the
kernel's mapping pipeline, and hands over patches, a report, or a verdict for
continuous integration.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# Libraries are found by what the program links; the headers of the compiler
# are read.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libclang-common-22-dev, git")
# What starts Kbuild: `premap doctor` asks for it where it is missing.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "make, clang-22, lld-22, llvm-22, flex, bison, bc, perl, python3, \
libelf-dev, libssl-dev, libc6-dev")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bubblewrap, graphviz")
include(CPack)
