// `.mmap = generic_file_mmap`: the function stays, each table changes.
#include "findings/Report.h"

#include "findings/Stencils.h"
#include "kernel/Calls.h"

#include <algorithm>

namespace premap {

void findLibraryTables(Report &R) {
  const std::string &Name = R.Input.Handler.Name;
  const Span &Where = R.Input.Handler.Definition;
  if (!R.Api.MmapPrepare)
    R.forbid(rule::PM047, "the target has no f_op->mmap_prepare", Where,
             {Lack::Api, "f_op->mmap_prepare"});
  if (!hasFeature(R.Api, Name + "_prepare"))
    R.forbid(rule::PM040, "the target has no " + Name + "_prepare()", Where,
             {Lack::Api, Name + "_prepare()"});
  for (const OpsEntry &Entry : R.Input.Entries)
    if (!isEditableTable(Entry))
      R.note(rule::PM040,
             "the entry of " + Entry.Variable + " cannot be edited and stays",
             Entry.Where);
  if (std::none_of(R.Input.Entries.begin(), R.Input.Entries.end(),
                   isEditableTable))
    R.forbid(rule::PM040, "no table that names " + Name + " can be edited",
             Where, {Lack::Users, Name + "()"});
}

} // namespace premap
