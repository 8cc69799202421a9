// Which lines of which files a report shows, each once.
#ifndef PREMAP_TOOL_REPORT_EXCERPTS_H
#define PREMAP_TOOL_REPORT_EXCERPTS_H

#include "rewriters/EditGroup.h"

#include "nlohmann/json.hpp"

#include <map>
#include <set>
#include <string>

namespace premap {

class Excerpts {
public:
  /// Lines \p First to \p Last of \p Path; 0 is no line.
  void want(const std::string &Path, unsigned First, unsigned Last);

  /// \p Line with some around it.
  void wantAround(const std::string &Path, unsigned Line);

  /// Path -> [[first line, "text of the lines"], ..]. What cannot be read is
  /// left out.
  nlohmann::ordered_json toJson(const FileReader &Read) const;

private:
  std::map<std::string, std::set<unsigned>> Lines; ///< by path
};

} // namespace premap

#endif
