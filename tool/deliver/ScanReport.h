// A scan as text for people and as JSON (schema premap.scan/1).
#ifndef PREMAP_TOOL_DELIVER_SCANREPORT_H
#define PREMAP_TOOL_DELIVER_SCANREPORT_H

#include "tool/deliver/ScanResult.h"

#include "nlohmann/json.hpp"

#include <string>

namespace premap {

/// Inner hooks (tables other than file_operations) are left out unless
/// \p AllTables.
nlohmann::ordered_json scanToJson(const ScanResult &Scan, bool AllTables);
std::string scanToText(const ScanResult &Scan, bool AllTables);

/// The `facts` of one handler, helpers of its file included.
nlohmann::ordered_json factsToJson(const HandlerRecord &Record);

/// The exit status that the scan alone asks for: ExitOk or ExitIncomplete.
int exitCodeOf(const ScanResult &Result);

} // namespace premap

#endif
