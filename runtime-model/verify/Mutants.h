// Changes a converted driver's text in one place at a time, so that it no
// longer does what it did.
#ifndef PREMAP_VERIFY_MUTANTS_H
#define PREMAP_VERIFY_MUTANTS_H

#include <string>
#include <vector>

namespace premap::verify {

struct Mutant {
  std::string What; ///< "line 12: set for clear"
  std::string Text;
};

/// Every mutant of the functions of \p Text that take a desc.
std::vector<Mutant> mutantsOf(const std::string &Text);

} // namespace premap::verify

#endif
