// What a process needs so that no failure around it ends it without a status:
// open standard streams, no deadly pipes, a sentence for a crash.
#ifndef PREMAP_TOOL_PROCESSSETUP_H
#define PREMAP_TOOL_PROCESSSETUP_H

namespace premap {

/// Call it first of all, once.
void setUpProcess();

} // namespace premap

#endif
