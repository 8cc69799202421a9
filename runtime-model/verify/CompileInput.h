// Both programs of a verification: every unit compiled with the old and with
// the new texts, and with the header bodies that the comparison needs.
#ifndef PREMAP_VERIFY_COMPILEINPUT_H
#define PREMAP_VERIFY_COMPILEINPUT_H

#include "verify/Program.h"
#include "verify/ResourceTable.h"
#include "verify/VerifyInput.h"

#include <optional>

namespace premap::verify {

struct InputPrograms {
  std::optional<Program> Old, New; ///< set unless there is an error
  std::string Error;               ///< "the old one, path:line: message"
};

InputPrograms compileInput(const VerifyInput &Input,
                           const ResourceTable &Table);

} // namespace premap::verify

#endif
