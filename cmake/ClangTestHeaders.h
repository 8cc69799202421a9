// What most tests of the Clang rooms read, precompiled.
#include "ClangHeaders.h"
#include "TestHeaders.h"
