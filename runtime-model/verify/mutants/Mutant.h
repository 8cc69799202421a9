// One text with one change, and which change that is.
#ifndef PREMAP_VERIFY_MUTANTS_MUTANT_H
#define PREMAP_VERIFY_MUTANTS_MUTANT_H

#include <string>

namespace premap::verify {

struct Mutant {
  std::string Function; ///< that was changed
  std::string Kind;     ///< "set for clear"
  unsigned Number = 0;  ///< among those of its kind in its function, from 1
  unsigned Line = 0;
  std::string Shown; ///< "-EINVAL -> -ENOMEM"
  std::string Text;  ///< the whole file

  std::string what() const; ///< all but the text, in one line
};

} // namespace premap::verify

#endif
