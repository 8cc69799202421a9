// Terms as a driver author would write them.
#ifndef PREMAP_VERIFY_PLAINTEXT_H
#define PREMAP_VERIFY_PLAINTEXT_H

#include "verify/SymValue.h"

#include <string>

namespace premap::verify {

/// What -1 is: a number like others, or -EPERM.
enum class MinusOne { Number, Error };

/// \p E in the manner of C: "file->private_data->size >> 12", "-EINVAL". For
/// people; different terms may read the same. Long ones are cut.
std::string plainText(Universe &U, const z3::expr &E,
                      MinusOne Is = MinusOne::Number);

} // namespace premap::verify

#endif
