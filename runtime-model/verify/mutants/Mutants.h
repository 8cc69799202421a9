// Changes a converted driver's text in one place at a time, as somebody who
// converts by hand might get it wrong.
#ifndef PREMAP_VERIFY_MUTANTS_MUTANTS_H
#define PREMAP_VERIFY_MUTANTS_MUTANTS_H

#include "verify/mutants/Mutant.h"

#include <string>
#include <vector>

namespace premap::verify {

/// Every mutant of \p Text: of the functions that take a desc, and of those
/// that a conversion sets as hooks. Comments and strings are left alone. By
/// function, as they stand in the text.
std::vector<Mutant> mutantsOf(const std::string &Text);

} // namespace premap::verify

#endif
