// Package area holds the register of areas: the local authorities of England
// with children's services since April 2013, with their codes and the days on
// which these changed, regions, reorganisations, populations of children,
// statistical neighbours and places on the hexagon map.
//
// The DfE three-digit number is the key. GSS codes change with boundaries
// (Barnsley and Sheffield did on 1 April 2025); a number only goes with its
// area. Dorset is the exception to trusting names: 835 was the county, 838 is
// the unitary council that took over most of it in 2019.
//
// The register built into the program is England. More can be added without a
// release: New takes layers, and the rows of a later layer add to, or stand
// in place of, those of an earlier one. When Surrey splits on 1 April 2027, a
// layer of areas.csv, codes.csv and changes.csv with a handful of rows tells
// the register so.
//
// data/SOURCES.md gives source, date and licence of each file; Attributions
// gives the words that the licences ask to be shown.
package area
