// The inlines of a tree's headers that have a model, compiled with everything
// that they call.
#ifndef PREMAP_VERIFY_INLINEUNIT_H
#define PREMAP_VERIFY_INLINEUNIT_H

#include "verify/Program.h"
#include "verify/ResourceTable.h"
#include "verify/VerifyInput.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace premap::verify {

struct InlineUnit {
  std::optional<Program> Code;    ///< set unless there is an error
  std::vector<std::string> Names; ///< of the inlines, sorted
  /// Record tags of what the parameters point to, by function; only of those
  /// that get a mapping or a set of flags.
  std::map<std::string, std::vector<std::string>> Parameters;
  std::string Error;
};

InlineUnit compileInlines(const Unit &Any, const FileTexts &Overlay,
                          const ResourceTable &Table);

} // namespace premap::verify

#endif
