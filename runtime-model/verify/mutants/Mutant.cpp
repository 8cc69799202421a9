#include "verify/mutants/Mutant.h"

namespace premap::verify {

std::string Mutant::what() const {
  return Function + ":" + std::to_string(Line) + ": " + Kind + " " +
         std::to_string(Number) + ": " + Shown;
}

} // namespace premap::verify
